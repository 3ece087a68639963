import { refuseExistingOf } from '../files/output-file.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { base64 } from '../output/base64.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

/** The options of `chatelaine random`. */
export interface RandomOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** `chatelaine random` */
export async function random(invocation: Invocation, length: number, options: RandomOptions): Promise<Answer> {
  const { force = false, output } = options;
  await refuseExistingOf(invocation.surroundings, [output], force);
  const { bytes } = await withCaller(invocation, (operations) => operations.generateRandom({ length }));
  if (output === undefined) return { document: { bytes: base64(bytes) }, text: base64(bytes) };
  await writeSmallFiles(invocation, [{ name: output, bytes }], force);
  return { document: { output, length }, text: `Wrote ${length} random bytes to ${printable(output)}.` };
}
