import { InitialSchema1795350000000 } from './1795350000000-initial-schema.js';

/** In the order they run. A landed migration is never edited. */
export const MIGRATIONS = [InitialSchema1795350000000];
