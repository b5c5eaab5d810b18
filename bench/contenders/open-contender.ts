import type { Contender, ContenderSpec } from './contender.js';

/** Loads nothing but what the contender itself needs: a rival's process knows no Nest. */
export async function openContender(spec: ContenderSpec): Promise<Contender> {
  switch (spec.kind) {
    case 'engine':
      return (await import('./engine-contender.js')).EngineContender.open(spec);
    case 'bare insert':
      return new (await import('./bare-insert.js')).BareInsert(spec);
    case 'textbook':
      return new (await import('./textbook-rival.js')).TextbookRival(spec);
  }
}
