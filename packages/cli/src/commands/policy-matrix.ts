import { join } from 'node:path';
import { VaultError } from '@chatelaine/core';
import { makePolicyMatrix, matrixPage, type PolicyMatrix } from '@chatelaine/policy/matrix';
import { readPolicySuite } from '@chatelaine/policy/testing';
import { OutputFile } from '../files/output-file.ts';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyFolder, reading } from './policy-folder.ts';
import { matrixDocument } from './policy-matrix-document.ts';
import { matrixText } from './policy-matrix-text.ts';

export interface MatrixOptions {
  readonly html?: string;
  readonly force?: boolean;
}

/** `chatelaine policy matrix`. Needs no vault and no configuration. */
export async function policyMatrix(
  invocation: Invocation,
  named: string | undefined,
  { html, force = false }: MatrixOptions,
): Promise<Answer> {
  const folder = policyFolder(invocation, named);
  const suite = reading(folder, () => readPolicySuite(folder.path));
  if (suite.files.length === 0) {
    const advice = `they name the principals and keys that a matrix shows. Write one, such as ${join(folder.named, 'payments.test.yaml')}.`;
    throw new VaultError('InvalidArgument', `There is no file of tests below ${folder.named}; ${advice}`);
  }
  const matrix = makePolicyMatrix(suite);
  const document = { folder: folder.named, ...matrixDocument(matrix) };
  if (html === undefined) return { document, text: matrixText(matrix, invocation.report.style) };
  await writePage(invocation, html, matrix, force);
  const { principals, keys } = sizeOf(matrix);
  const size = `${counted(principals, 'principal', 'principals')}, ${counted(keys, 'key', 'keys')}, ${matrix.columns.length} operations`;
  return { document: { ...document, html }, text: printable(`${html}: ${size}. Open it in a browser.`) };
}

async function writePage(
  { surroundings }: Invocation,
  name: string,
  matrix: PolicyMatrix,
  force: boolean,
): Promise<void> {
  const file = await OutputFile.create(surroundings, name, force);
  try {
    await file.write(Buffer.from(matrixPage(matrix)));
    await file.commit();
  } finally {
    await file.discard();
  }
}

function sizeOf({ files }: PolicyMatrix): { readonly principals: number; readonly keys: number } {
  const sum = (of: 'principals' | 'keys'): number => files.reduce((total, file) => total + file[of].length, 0);
  return { principals: sum('principals'), keys: sum('keys') };
}
