import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, LoggedAnswer } from './command.js';
import { isFinal } from './command.js';
import type { CommandLog } from './command-log.js';
import type { SeededRandom } from './seeded-random.js';

/** Longer than the service lets anyone wait. */
const SILENCE_MS = 30_000;
const LEAST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 250;

/** Sends commands to whichever service, and writes down each sending before it and each answer after it. */
export class Sender {
  constructor(
    private readonly urls: readonly string[],
    private readonly log: CommandLog,
    private readonly random: SeededRandom,
    private readonly onAnswer: (url: string, answer: LoggedAnswer) => void = () => undefined,
  ) {}

  /** The same key again until it is answered for good, at most so many times; null when it is left unanswered. */
  async persist(
    command: Command,
    times: number,
    goesOn: () => boolean = () => true,
  ): Promise<LoggedAnswer | null> {
    for (let time = 0; time < times && goesOn(); time += 1) {
      const answer = await this.send(command);
      if (answer && isFinal(answer)) return answer;
      await sleep(this.random.between(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    }
    return null;
  }

  /** Null when there was no answer. */
  async send(command: Command): Promise<LoggedAnswer | null> {
    const { key, method, path, body } = command;
    const url = this.urls[this.random.between(0, this.urls.length - 1)] as string;
    this.log.sends(command);
    try {
      const response = await fetch(url + path, {
        method,
        headers: { 'Idempotency-Key': key, ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(SILENCE_MS),
      });
      const answer = {
        status: response.status,
        replayed: response.headers.get('idempotency-replayed') === 'true',
        retryAfter: response.headers.get('retry-after'),
        body: (await response.json()) as Record<string, unknown>,
      };
      this.log.answered(key, answer);
      this.onAnswer(url, answer);
      return answer;
    } catch (error) {
      this.log.silent(key, String(error));
      return null;
    }
  }
}
