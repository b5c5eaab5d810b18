/** `npm run upstreams -- [options]`: the fakes of the platform's services. Their TypeScript is compiled on the way in. */
import { register } from 'node:module';

register('../test/support/typescript/hooks.mjs', import.meta.url);
await import('./main.ts');
