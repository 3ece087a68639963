import { readSmallInput } from '../files/input.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { details } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

export interface ParametersOptions {
  readonly algorithm: string;
  readonly wrappingKeySpec?: string;
  readonly publicKey: string;
  readonly token: string;
  readonly format: 'pem' | 'der';
  readonly force?: boolean;
}

/** `chatelaine import parameters` */
export async function importParameters(
  invocation: Invocation,
  keyId: string,
  { algorithm, force = false, format, publicKey, token, wrappingKeySpec }: ParametersOptions,
): Promise<Answer> {
  const given = await withCaller(invocation, (operations) =>
    operations.getParametersForImport({
      keyId,
      wrappingAlgorithm: algorithm,
      ...(wrappingKeySpec !== undefined && { wrappingKeySpec: wrappingKeySpec }),
    }),
  );
  const files = [
    { name: publicKey, bytes: format === 'pem' ? Buffer.from(given.publicKeyPem, 'latin1') : given.publicKey },
    { name: token, bytes: Buffer.from(`${given.importToken}\n`, 'latin1') },
  ];
  await writeSmallFiles(invocation, files, force);
  const { warning, expiresAt } = given;
  if (warning !== undefined) await invocation.report.remark(warning);
  const document = {
    keyId: given.keyId,
    wrappingAlgorithm: given.wrappingAlgorithm,
    wrappingKeySpec: given.wrappingKeySpec,
    expiresAt,
    publicKeyFile: publicKey,
    tokenFile: token,
    ...(warning !== undefined && { warning }),
  };
  const text = details(
    [
      ['Key id', given.keyId],
      ['Public key', `${publicKey} (${given.wrappingKeySpec})`],
      ['Token', token],
      ['Wrap with', given.wrappingAlgorithm],
      ['Until', expiresAt],
    ],
    invocation.report.style,
  );
  return { document, text };
}

export interface MaterialOptions {
  readonly token: string;
  readonly material: string;
  readonly privateKey?: string;
  readonly algorithm?: string;
  readonly expires?: string;
  readonly staged?: boolean;
}

/** `chatelaine import material` */
export async function importMaterial(
  invocation: Invocation,
  keyId: string,
  { algorithm, expires, material, privateKey, staged, token }: MaterialOptions,
): Promise<Answer> {
  const { surroundings } = invocation;
  const importToken = Buffer.from(await readSmallInput(surroundings, token))
    .toString('latin1')
    .trim();
  const encryptedKeyMaterial = await readSmallInput(surroundings, material);
  const encryptedPrivateKey = privateKey === undefined ? undefined : await readSmallInput(surroundings, privateKey);
  const imported = await withCaller(invocation, (operations) =>
    operations.importKeyMaterial({
      keyId,
      importToken,
      encryptedKeyMaterial,
      ...(encryptedPrivateKey !== undefined && { encryptedPrivateKey }),
      ...(algorithm !== undefined && { wrappingAlgorithm: algorithm }),
      ...(expires !== undefined && { expiresAt: expires }),
      ...(staged === true && { staged }),
    }),
  );
  const { expiresAt, state, version } = imported;
  const end = expiresAt === undefined ? '' : `, until ${expiresAt}`;
  return {
    document: imported,
    text: `Imported the material of version ${version} of the key ${imported.keyId}${end}. The key is ${state}.`,
  };
}

/** `chatelaine import delete-material` */
export async function deleteMaterial(
  invocation: Invocation,
  keyId: string,
  version: string | undefined,
): Promise<Answer> {
  const deleted = await withCaller(invocation, (operations) =>
    operations.deleteImportedKeyMaterial({ keyId, ...(version !== undefined && { version }) }),
  );
  const { versions, state } = deleted;
  return {
    document: deleted,
    text: `Deleted the material of ${versions.join(', ')} of the key ${deleted.keyId}. The key is ${state}.`,
  };
}
