import { openSync, readFileSync, writeSync } from 'node:fs';
import type { Command, LoggedAnswer } from './command.js';

type Line =
  | { readonly sends: Command }
  | { readonly sendsAgain: string }
  | { readonly key: string; readonly answer: LoggedAnswer }
  | { readonly key: string; readonly silence: string };

/** One line an event, written before what it tells of is done: what was sent is known whoever is killed. */
export class CommandLog {
  private readonly file: number;
  private readonly sent = new Set<string>();

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  /** Before each time that the command is sent. */
  sends(command: Command): void {
    const again = this.sent.has(command.key);
    this.sent.add(command.key);
    this.write(again ? { sendsAgain: command.key } : { sends: command });
  }

  answered(key: string, answer: LoggedAnswer): void {
    this.write({ key, answer });
  }

  /** Nobody knows what became of it. */
  silent(key: string, silence: string): void {
    this.write({ key, silence });
  }

  private write(line: Line): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** All that the logs tell of one command. */
export interface CommandHistory {
  readonly command: Command;
  /** In the order of their arrival. */
  readonly answers: LoggedAnswer[];
  /** Times that it was sent. */
  sent: number;
}

export function readLogs(paths: readonly string[]): CommandHistory[] {
  const histories = new Map<string, CommandHistory>();
  for (const path of paths) {
    for (const text of readFileSync(path, 'utf8').split('\n')) {
      if (text !== '') read(JSON.parse(text) as Line, histories);
    }
  }
  return [...histories.values()];
}

function read(line: Line, histories: Map<string, CommandHistory>): void {
  if ('sends' in line) {
    const known = histories.get(line.sends.key);
    if (known) known.sent += 1;
    else histories.set(line.sends.key, { command: line.sends, answers: [], sent: 1 });
    return;
  }
  const history = histories.get('sendsAgain' in line ? line.sendsAgain : line.key) as CommandHistory;
  if ('sendsAgain' in line) history.sent += 1;
  else if ('answer' in line) history.answers.push(line.answer);
}
