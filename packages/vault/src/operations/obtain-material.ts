import { type Algorithm, type KeyId, type MaterialSource, type SecretBytes, VaultError } from '@chatelaine/core';

/** New material in canonical form, of a source that needs nothing from the caller. */
export async function obtainMaterial(
  keyId: KeyId,
  algorithm: Algorithm,
  source: MaterialSource,
  now: number,
): Promise<SecretBytes> {
  if (!source.immediate)
    throw new VaultError('Internal', `Keys of origin ${source.origin} get their material from callers.`);
  const context = { keyId, algorithm, now };
  const { session } = await source.begin(context, undefined);
  const raw = await source.finish(context, session, undefined);
  session.dispose();
  try {
    return await algorithm.parse(raw);
  } finally {
    raw.dispose();
  }
}
