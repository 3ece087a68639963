import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { base64 } from '../output/base64.ts';
import { details } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';

/** Bytes that an operation gave: for the file that was named for them, or as base64. */
export interface Part {
  /** In the JSON document; a file is told as `<name>File`. */
  readonly name: string;
  readonly title: string;
  /** Absent: the operation gave none. */
  readonly bytes: Uint8Array | undefined;
  readonly file: string | undefined;
}

/** Writes parts to their files and tells all of them, after `told`. */
export async function tellParts(
  invocation: Invocation,
  told: { readonly keyId: string } & Readonly<Record<string, string>>,
  parts: readonly Part[],
  force: boolean,
): Promise<Answer> {
  const document: Record<string, string> = { ...told };
  const rows: (readonly [string, string])[] = [['Key id', told.keyId]];
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const { name, title, bytes, file } of parts) {
    if (bytes === undefined) continue;
    if (file === undefined) document[name] = base64(bytes);
    else {
      document[`${name}File`] = file;
      files.push({ name: file, bytes });
    }
    rows.push([title, file === undefined ? base64(bytes) : `in ${file}`]);
  }
  await writeSmallFiles(invocation, files, force);
  return { document, text: details(rows, invocation.report.style) };
}

/** The same for what has one part only: its base64 stands alone, for the next command of a pipe. */
export async function tellPart(
  invocation: Invocation,
  told: { readonly keyId: string } & Readonly<Record<string, string>>,
  part: Part & { readonly bytes: Uint8Array },
  force: boolean,
): Promise<Answer> {
  const answer = await tellParts(invocation, told, [part], force);
  return part.file === undefined ? { ...answer, text: base64(part.bytes) } : answer;
}
