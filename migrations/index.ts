import { InitialSchema1795350000000 } from './1795350000000-initial-schema.js';
import { Integrations1796000000000 } from './1796000000000-integrations.js';
import { TakenAmount1796300000000 } from './1796300000000-taken-amount.js';

/** In the order they run. A landed migration is never edited. */
export const MIGRATIONS = [InitialSchema1795350000000, Integrations1796000000000, TakenAmount1796300000000];
