import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What Node's parser makes of the arguments; its complaints are usage errors. */
export function readArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // How to hand on a file called --name: nobody who mistyped an option asks for it.
    throw new UsageError(message.replace(/\. To specify a positional argument[^]*/, ''), { cause: error });
  }
}

/** The address of a service, without a slash at its end. */
export function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--url must be an http address, found "${text}"`);
  }
  return text.replace(/\/+$/, '');
}
