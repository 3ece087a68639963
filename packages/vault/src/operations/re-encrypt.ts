import {
  type KeyIdentifier,
  operations,
  type ReEncryptResponse,
  type RequestFacts,
  symmetricDefault,
  VaultError,
} from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import { type EncodedContext, encodeContext } from '../ciphertext/encryption-context.ts';
import { purposeOfCiphertext } from '../ciphertext/header.ts';
import { type Purpose, purposes } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { checkUsable } from '../pipeline/usable.ts';
import type { Services } from '../services.ts';
import { sealUnder } from './aead-use.ts';
import { type Encrypted, isBlock, openEncrypted, resolveEncrypted } from './decryption.ts';
import { algorithmAsked, algorithmOf } from './named-algorithm.ts';
import { refuseContext, sealBlock } from './public-encryption-use.ts';
import { nameOf, resolveNamedKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly ciphertext: Uint8Array;
  readonly sourceKeyId: KeyIdentifier | undefined;
  readonly sourceEncryptionContext: EncodedContext;
  readonly sourceEncryptionAlgorithm: string | undefined;
  readonly destinationKeyId: KeyIdentifier;
  readonly destinationEncryptionContext: EncodedContext | undefined;
  readonly destinationEncryptionAlgorithm: string | undefined;
}

interface Plan extends Resolved {
  readonly source: Encrypted;
  /** What was decided on; nothing else is opened. Absent: the header says something that no ciphertext is for. */
  readonly purpose: Purpose | undefined;
  /** Of the new ciphertext. */
  readonly context: EncodedContext;
}

const purposeNames: ReadonlyMap<number | undefined, NonNullable<RequestFacts['purpose']>> = new Map([
  [purposes.data, 'data'],
  [purposes.dataKey, 'dataKey'],
  [purposes.dataKeyPair, 'dataKeyPair'],
  [purposes.stream, 'stream'],
]);
const known: readonly Purpose[] = Object.values(purposes);

export const reEncrypt: Implementation = implement<Request, ReEncryptResponse, Plan>({
  async resolve(call, services) {
    call.ownBytes();
    const source = sourceOf(call.request);
    const { destinationKeyId: identifier, destinationEncryptionAlgorithm, destinationEncryptionContext } = call.request;
    const stated = isBlock(source) ? purposes.data : purposeOfCiphertext(source.ciphertext);
    const name = purposeNames.get(stated);
    const facts = factsOf(source.encryptionAlgorithm ?? symmetricDefault, name);
    const from = await resolveEncrypted(call, source, facts, services);
    const { destinationAction = '' } = operations.reEncrypt;
    const to = await resolveNamedKey(call, destinationAction, identifier, services, (entry) =>
      factsOf(algorithmAsked(destinationEncryptionAlgorithm, 'ENCRYPT_DECRYPT', entry, services), name),
    );
    const keeps = to.entry === undefined || services.algorithms.isSymmetric(to.entry.record.keySpec);
    const context = destinationEncryptionContext ?? (keeps ? source.encryptionContext : encodeContext(undefined));
    const missing = from.missing ?? to.missing;
    return {
      ...from,
      question: { ...from.question, encryptionContext: source.encryptionContext },
      more: [{ ...to.question, encryptionContext: context }],
      destination: { asked: nameOf(identifier), entry: to.entry },
      ...(missing !== undefined && { missing }),
      source,
      purpose: known.find((purpose) => purpose === stated),
      context,
    };
  },

  async run(call, plan, services) {
    const entry = keyOf(plan);
    const destination = keyOf(plan.destination ?? {});
    checkUsable(call.operation.declaration, destination.record, 'The key to encrypt with');
    const purpose = purposeToKeep(plan);
    const version = await services.loader.current(destination);
    const seal = sealerFor(call, plan, purpose, destination, version, services);
    const move = async (): Promise<Uint8Array> => {
      const plaintext = await openEncrypted(call, entry, plan.source, purpose, services);
      try {
        return await seal.run(plaintext);
      } finally {
        plaintext.fill(0);
      }
    };
    return {
      keyId: destination.record.keyId,
      sourceKeyId: entry.record.keyId,
      // However long it takes to open, the key to encrypt with is kept.
      ciphertext: await version.whileRunning(move()),
      sourceEncryptionAlgorithm: plan.source.encryptionAlgorithm ?? symmetricDefault,
      destinationEncryptionAlgorithm: seal.algorithm,
    };
  },
});

function sourceOf(request: Request): Encrypted {
  return {
    ciphertext: request.ciphertext,
    keyId: request.sourceKeyId,
    encryptionContext: request.sourceEncryptionContext,
    encryptionAlgorithm: request.sourceEncryptionAlgorithm,
  };
}

function factsOf(algorithm: string | undefined, purpose: RequestFacts['purpose']): RequestFacts {
  return Object.freeze({ ...(algorithm !== undefined && { algorithm }), ...(purpose !== undefined && { purpose }) });
}

function purposeToKeep({ purpose }: Plan): Purpose {
  if (purpose === undefined) throw decryptFailed();
  if (purpose !== purposes.stream) return purpose;
  throw new VaultError(
    'UnsupportedPurpose',
    'A stream can not be re-encrypted: its segments are bound to its header. Decrypt it and encrypt it again.',
  );
}

/** How the plaintext will be encrypted; all that can be refused before there is one is refused here. */
function sealerFor(
  call: Call<Request>,
  { context }: Plan,
  purpose: Purpose,
  { record: { keySpec } }: KeyEntry,
  version: LoadedVersion,
  services: Services,
): { readonly algorithm: string; run(plaintext: Uint8Array): Uint8Array | Promise<Uint8Array> } {
  const { destinationEncryptionAlgorithm: named } = call.request;
  const { publicEncryption: encryption } = version.key;
  if (encryption === undefined) {
    const algorithm = algorithmOf(named, [symmetricDefault], keySpec);
    return { algorithm, run: (plaintext) => sealUnder(call, version, purpose, context, { plaintext }, services) };
  }
  const algorithm = algorithmOf(named, encryption.encryptionAlgorithms, keySpec);
  refuseContext(context);
  if (purpose !== purposes.data) {
    throw new VaultError(
      'UnsupportedPurpose',
      'An asymmetric key encrypts data only: as a bare block, a data key or a private key would be data from then on. ' +
        'Name a symmetric key.',
    );
  }
  return {
    algorithm,
    run: (plaintext) => sealBlock(call, { version, encryption, algorithm }, { plaintext }, services),
  };
}
