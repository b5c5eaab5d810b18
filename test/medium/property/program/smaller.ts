import type { Program } from './program.js';

/** The pieces of a program that can be left out, each by the path of its place. */
function piecesOf({ world, bursts }: Program): string[] {
  return [
    ...bursts.flatMap(({ before, callers }, b) => [
      ...before.map((_, n) => `change ${b} ${n}`),
      ...callers.flatMap((steps, c) => steps.map((_, n) => `step ${b} ${c} ${n}`)),
    ]),
    ...world.quotas.map((_, n) => `quota ${n}`),
    ...world.products.flatMap((prices, p) => prices.map((_, n) => `price ${p} ${n}`)),
    ...world.products.flatMap((prices, p) => prices.map((_, n) => `free tier ${p} ${n}`)),
    ...bursts.flatMap(({ callers }, b) =>
      callers.flatMap((steps, c) => steps.map((_, n) => `copies ${b} ${c} ${n}`)),
    ),
  ];
}

/** The program with these pieces alone. Bursts and callers stay where they are, empty if need be. */
function withOnly({ world, bursts }: Program, kept: ReadonlySet<string>): Program {
  return {
    world: {
      ...world,
      quotas: world.quotas.filter((_, n) => kept.has(`quota ${n}`)),
      products: world.products.map((prices, p) =>
        prices
          .map((price, n) => (kept.has(`free tier ${p} ${n}`) ? price : { ...price, freeTier: null }))
          .filter((_, n) => kept.has(`price ${p} ${n}`)),
      ),
    },
    bursts: bursts.map(({ before, callers }, b) => ({
      before: before.filter((_, n) => kept.has(`change ${b} ${n}`)),
      callers: callers.map((steps, c) =>
        steps
          .map((step, n) =>
            step.kind === 'send' && !kept.has(`copies ${b} ${c} ${n}`) ? { ...step, copies: 1 } : step,
          )
          .filter((_, n) => kept.has(`step ${b} ${c} ${n}`)),
      ),
    })),
  };
}

/**
 * Leaves out ever smaller shares of a failing program for as long as it still fails. A library's shrinking tries each
 * value of each list first; with a database behind every try, leaving out is what makes a case readable in a minute.
 *
 * @param fails runs a program; it decides how often, where a fault does not show every time
 */
export async function smallest(
  program: Program,
  fails: (program: Program) => Promise<boolean>,
  limitMs: number,
): Promise<{ tries: number; pieces: number }> {
  const until = performance.now() + limitMs;
  let pieces = piecesOf(program);
  let tries = 0;
  for (let share = Math.ceil(pieces.length / 2); share >= 1; share = Math.floor(share / 2)) {
    let shrunk = true;
    while (shrunk) {
      shrunk = false;
      for (let at = 0; at < pieces.length;) {
        if (performance.now() > until) return { tries, pieces: pieces.length };
        const rest = [...pieces.slice(0, at), ...pieces.slice(at + share)];
        tries += 1;
        if (await fails(withOnly(program, new Set(rest)))) {
          pieces = rest;
          shrunk = true;
        } else at += share;
      }
    }
  }
  return { tries, pieces: pieces.length };
}
