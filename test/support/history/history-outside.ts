import type { AppConfig } from '../../../src/config/app-config.js';
import { ApiClient } from '../api/api-client.js';
import type { ConfigOverrides } from '../config.js';
import {
  leaveOpenOutside,
  offerOutside,
  payByCardOutside,
  payByCreditsOutside,
  payByWalletOutside,
  payLessByCardOutside,
  payNobodyOutside,
} from './paid-outside.js';
import { Story } from './story.js';
import { startHttpApp } from '../service/http-app.js';
import { keptOutside, startOutside, stopOutside } from '../outside/kept-outside.js';
import { LEAVES_PAYMENTS_OPEN } from './rich-history.js';

/** Calls that get no answer are looked after at once. */
const LOOKS_AFTER = {
  settlement: { waitMs: 4_000, callTimeoutMs: 1_000, pollIntervalMs: 50, recheckMs: 400, tries: 1 },
} as const;

/**
 * What a service did whose products, wallets, credits and payments the platform's services kept: paid, too small to be
 * paid, refunded in part and with no way back, declined, given up, and left open. To be played before anything else is
 * left open in the database: its first service would look after that too.
 */
export async function playHistoryOutside(config: (overrides: ConfigOverrides) => AppConfig) {
  const outside = await startOutside();
  try {
    const integrations = keptOutside(outside);
    const serve = async <T>(overrides: ConfigOverrides, play: (story: Story) => Promise<T>): Promise<T> => {
      const service = await startHttpApp(config({ ...overrides, integrations }));
      try {
        return await play(new Story(new ApiClient(service)));
      } finally {
        await service.close();
      }
    };
    const settled = await serve(LOOKS_AFTER, async (story) => {
      await offerOutside(story, outside);
      return {
        ...(await payByWalletOutside(story, outside)),
        ...(await payByCreditsOutside(story, outside)),
        ...(await payByCardOutside(story)),
        ...(await payLessByCardOutside(story)),
        ...(await payNobodyOutside(story, outside)),
      };
    });
    const open = await serve(LEAVES_PAYMENTS_OPEN, (story) => leaveOpenOutside(story, outside));
    return { ...settled, ...open };
  } finally {
    await stopOutside(outside);
  }
}

/** The billing records that it left. */
export type HistoryOutside = Awaited<ReturnType<typeof playHistoryOutside>>;
