import {
  type Execution,
  type KeyId,
  type KeyIdentifier,
  type KeySpec,
  type MessageType,
  type RequestFacts,
  type Signer,
  VaultError,
} from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import type { Services } from '../services.ts';
import { algorithmAsked, algorithmOf } from './named-algorithm.ts';
import { keyOf } from './resolved-key.ts';

/** What sign and verify are both given. */
export interface MessageRequest {
  readonly keyId: KeyIdentifier;
  readonly message: Uint8Array;
  readonly messageType: MessageType | undefined;
  readonly signingAlgorithm: string | undefined;
}

/** A signer, with the algorithm and the type of message that it is to take. */
interface SignerUse {
  readonly signer: Signer;
  readonly algorithm: string;
  readonly messageType: MessageType;
}

/** One of the two methods, and what is told of it. */
interface SignerMethod<Result, Answer> {
  readonly method: 'sign' | 'verify';
  readonly work: (use: SignerUse) => Result | Promise<Result>;
  readonly tell: (keyId: KeyId, result: Result, signingAlgorithm: string) => Answer;
}

/** What policies may read of it. */
export function signingFacts(
  { request: { messageType = 'RAW', signingAlgorithm } }: Call<MessageRequest>,
  entry: KeyEntry | undefined,
  services: Services,
): RequestFacts {
  return services.facts.ofMessage(algorithmAsked(signingAlgorithm, 'SIGN_VERIFY', entry, services), messageType);
}

/**
 * Runs a method of the signer of a key, which `work` calls, and gives what `tell` makes of its result.
 *
 * @throws VaultError `UnsupportedAlgorithm`, `UnsupportedMessageType`, `WrongDigestLength` (also as a rejection).
 */
export function useSigner<Result, Answer>(
  call: Call<MessageRequest>,
  resolved: Resolved,
  services: Services,
  { method, work, tell }: SignerMethod<Result, Answer>,
): Answer | Promise<Answer> {
  const entry = keyOf(resolved);
  const { keyId, keySpec } = entry.record;
  return after(services.loader.current(entry), (version) => {
    const use = signerUse(version, call.request, keySpec);
    admit(call, executionOf(method, use), services);
    return after(version.whileRunning(work(use)), (result) => tell(keyId, result, use.algorithm));
  });
}

function signerUse(
  { key: { signer } }: LoadedVersion,
  { message, messageType = 'RAW', signingAlgorithm }: MessageRequest,
  keySpec: KeySpec,
): SignerUse {
  if (signer === undefined) throw new VaultError('Internal', 'A key that signs was loaded without its signer.');
  const algorithm = algorithmOf(signingAlgorithm, signer.signingAlgorithms, keySpec);
  if (messageType === 'DIGEST') checkDigest(signer, algorithm, message);
  return { signer, algorithm, messageType };
}

/** Where the message, or the digest, is signed or verified. */
function executionOf(method: 'sign' | 'verify', { messageType, signer: { execution } }: SignerUse): Execution {
  if (messageType === 'RAW') return execution[method];
  return (method === 'sign' ? execution.signDigest : execution.verifyDigest) ?? execution[method];
}

function checkDigest(signer: Signer, algorithm: string, digest: Uint8Array): void {
  const length = signer.digestLength(algorithm);
  if (length === undefined) {
    throw new VaultError('UnsupportedMessageType', `${algorithm} takes whole messages only: give messageType RAW.`);
  }
  if (digest.length !== length) {
    throw new VaultError(
      'WrongDigestLength',
      `A digest for ${algorithm} has ${length} bytes, not ${digest.length}. For a whole message give messageType RAW.`,
    );
  }
}
