import { CommandError } from '../errors/command-error.ts';
import { standardStream } from '../files/input.ts';

/** What the names of encrypted files end in, unless the person names the output. */
const encryptedSuffix = '.chatelaine';

/** The output of `encrypt`: as named, or beside the input; standard output for standard input. */
export function encryptedName(input: string, output: string | undefined): string {
  return output ?? (input === standardStream ? standardStream : `${input}${encryptedSuffix}`);
}

/** The output of `decrypt`: as named, or the input's name without its suffix. */
export function decryptedName(input: string, output: string | undefined): string {
  if (output !== undefined) return output;
  if (input === standardStream) return standardStream;
  const name = input.endsWith(encryptedSuffix) ? input.slice(0, -encryptedSuffix.length) : '';
  if (name !== '' && !name.endsWith('/')) return name;
  throw new CommandError(
    'UsageError',
    `The name of ${input} does not end in ${encryptedSuffix}. Name the output with -o.`,
  );
}
