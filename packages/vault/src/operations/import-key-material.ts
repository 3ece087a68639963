import {
  formatKeyVersion,
  type ImportKeyMaterialResponse,
  type KeyIdentifier,
  type KeyVersion,
  type SecretBytes,
  VaultError,
} from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import { checkToken, type ImportToken } from '../imports/import-token.ts';
import { isoTime } from '../keys/iso-time.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { isAwaited, withMaterial } from '../keys/key-material.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import { nextVersion, withStaged } from '../keys/key-rotation.ts';
import { indexOfDigest } from '../keys/material-digest.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import { keyNotPendingImport, keyPendingImport } from '../pipeline/usable.ts';
import type { Services } from '../services.ts';
import { materialPath } from '../storage/record-path.ts';
import { commitChanges } from './key-change.ts';
import { checkRotatable, tooManyVersions } from './new-version.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { type UnwrappedMaterial, unwrapMaterial, type WrappedMaterial } from './unwrap-material.ts';

interface Request extends WrappedMaterial {
  readonly keyId: KeyIdentifier;
  readonly importToken: string;
  readonly wrappingAlgorithm: string | undefined;
  readonly expiresAt: number | undefined;
  readonly staged: boolean | undefined;
}

interface Plan extends Resolved {
  /** What the token says; absent if it is none of this vault. */
  readonly token?: ImportToken | undefined;
}

/** Which version of a key material is of, and the key with it. */
interface Placed {
  readonly version: KeyVersion;
  readonly after: KeyRecord;
}

export const importKeyMaterial: Implementation = implement<Request, ImportKeyMaterialResponse, Plan>({
  async resolve(call, services) {
    // Policies see what the token says, not what the caller says of it.
    const token = services.importTokens.open(call.request.importToken);
    const facts = token && { wrappingAlgorithm: token.wrappingAlgorithm };
    return { ...(await resolveKeyWithFacts(call, services, () => facts)), token };
  },

  async run(call, plan, services) {
    const { now, request } = call;
    const entry = keyOf(plan);
    const { record } = entry;
    const algorithm = services.algorithms.of(record.keySpec);
    checkWanted(request, record, now, services);
    checkForm(request, algorithm.materialForm);
    const token = checkToken(plan.token, record.keyId, request.wrappingAlgorithm, now);
    // It unwraps with a private key.
    admit(call, 'pool', services);
    const attempt = await services.importAttempts.begin(token);
    let unwrapped: UnwrappedMaterial | undefined;
    try {
      const source = services.algorithms.sourceOf(record.origin);
      unwrapped = await unwrapMaterial({ keyId: record.keyId, algorithm, now }, source, attempt.secret, request);
      const placed = place(unwrapped, request, record, now, services);
      if (placed === undefined) {
        if (attempt.isLast) await services.importAttempts.end(token);
        throw importFailed();
      }
      await store(entry, placed, unwrapped.material, token, services);
      const { version, after } = placed;
      return {
        keyId: record.keyId,
        state: after.state,
        version: formatKeyVersion(version),
        ...(request.expiresAt !== undefined && { expiresAt: isoTime(request.expiresAt) }),
      };
    } finally {
      attempt.secret.dispose();
      unwrapped?.material.dispose();
    }
  },
});

/** @throws VaultError for what can't be imported whatever the material is. */
function checkWanted({ staged, expiresAt }: Request, record: KeyRecord, now: number, { algorithms }: Services): void {
  const algorithm = algorithms.of(record.keySpec);
  if (staged === true) {
    if (record.state !== 'ENABLED') throw keyPendingImport();
    checkRotatable(record, algorithm);
    if (record.versions.length >= fixedLimits.versionsPerKey) throw tooManyVersions();
  } else if (record.state === 'ENABLED') throw keyNotPendingImport();
  if (expiresAt === undefined) return;
  if (algorithm.publicKey !== undefined) {
    throw new VaultError(
      'AsymmetricMaterial',
      'Imported material of an asymmetric key does not expire. Leave expiresAt out.',
    );
  }
  if (expiresAt <= now) {
    throw new VaultError('InvalidArgument', 'importKeyMaterial: expiresAt is not in the future.');
  }
}

/** @throws VaultError `InvalidArgument` by the form alone, which costs no attempt. */
function checkForm({ encryptedPrivateKey }: Request, form: 'raw' | 'pkcs8'): void {
  if (form === 'raw' && encryptedPrivateKey !== undefined) {
    throw new VaultError(
      'InvalidArgument',
      'The material of this key is wrapped directly: give encryptedKeyMaterial alone, without encryptedPrivateKey.',
    );
  }
  if (form === 'pkcs8' && encryptedPrivateKey === undefined) {
    throw new VaultError(
      'InvalidArgument',
      'The material of this key is a private key: give it in encryptedPrivateKey, wrapped under a temporary AES-256 key, ' +
        'and that key in encryptedKeyMaterial.',
    );
  }
}

/**
 * Where material belongs: the version that had it before, the first one of a key that had none, or a new one. `undefined`
 * if it could not be unwrapped or belongs nowhere. The same is done for all.
 */
function place(
  { isSound, material }: UnwrappedMaterial,
  { staged, expiresAt }: Request,
  record: KeyRecord,
  now: number,
  { materialDigest }: Services,
): Placed | undefined {
  const digest = materialDigest.of(record.keyId, material);
  const { versions } = record;
  const known =
    versions[
      indexOfDigest(
        versions.map((each) => each.materialDigest),
        digest,
      )
    ];
  if (!isSound) return undefined;
  const given = { materialDigest: digest, expiresAt };
  if (staged === true) {
    if (known !== undefined) return undefined;
    const version = nextVersion(record);
    return { version, after: withStaged(record, version, given, now) };
  }
  const awaited = known ?? versions.find((each) => each.materialDigest === undefined);
  if (awaited === undefined || !isAwaited(awaited)) return undefined;
  return { version: awaited.version, after: withMaterial(record, awaited.version, given) };
}

/** Stores the material and ends the token, in one commit. */
async function store(
  entry: KeyEntry,
  { version, after }: Placed,
  material: SecretBytes,
  token: ImportToken,
  services: Services,
): Promise<void> {
  const session = await services.importAttempts.session(token.keyId, token.session);
  session.content.fill(0);
  // Material that has expired may still be there.
  const previous = await services.reader.read(materialPath(token.keyId, version));
  const content = material.use((bytes) => new Uint8Array(bytes));
  try {
    const writes = [
      { previous, content },
      { previous: session, content: null },
    ];
    await commitChanges([{ entry, after }], writes, services);
  } finally {
    content.fill(0);
  }
}

function importFailed(): VaultError {
  return new VaultError(
    'ImportFailed',
    'The key material could not be imported. Check that it was wrapped under the public key of this token, with its ' +
      'wrapping algorithm, in the form of the key spec, and that a key that had material before gets the same bytes again.',
  );
}
