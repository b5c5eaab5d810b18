import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long run is. */
export interface Progress {
  advance(): void;
  stop(): void;
}

/** Where a run prints: standard output, or a test's stream. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** A bar on a terminal; elsewhere (logs, CI) a plain line every tenth of the way. */
export function startProgress(label: string, total: number, stream: Output): Progress {
  return stream.isTTY ? startBar(label, total, stream) : startLines(label, total, stream);
}

function startBar(label: string, total: number, stream: Output): Progress {
  const format = `${label} [{bar}] {value}/{total} · {rate}/s · ETA {eta_formatted}`;
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 1_000 }, Presets.shades_classic);
  const startedMs = performance.now();
  let done = 0;
  bar.start(total, 0, { rate: 0 });
  return {
    advance: () => {
      done += 1;
      bar.update(done, { rate: Math.round((done * 1_000) / (performance.now() - startedMs)) });
    },
    stop: () => bar.stop(),
  };
}

function startLines(label: string, total: number, stream: Output): Progress {
  const step = Math.max(1, Math.ceil(total / 10));
  let done = 0;
  return {
    advance: () => {
      done += 1;
      if (done % step === 0 || done === total) stream.write(`${label} ${done}/${total}\n`);
    },
    stop: () => undefined,
  };
}
