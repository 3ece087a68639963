import {
  type Execution,
  type KeyIdentifier,
  type KeySpec,
  type MessageType,
  type RequestFacts,
  type Signer,
  VaultError,
} from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import type { Call } from '../pipeline/call.ts';
import type { Services } from '../services.ts';
import { algorithmAsked, algorithmOf } from './named-algorithm.ts';

/** What sign and verify are both given. */
export interface MessageRequest {
  readonly keyId: KeyIdentifier;
  readonly message: Uint8Array;
  readonly messageType: MessageType | undefined;
  readonly signingAlgorithm: string | undefined;
}

/** A signer, with the algorithm and the type of message that it is to take. */
export interface SignerUse {
  readonly signer: Signer;
  readonly algorithm: string;
  readonly messageType: MessageType;
}

/** What policies may read of it. */
export function signingFacts(
  { request: { messageType = 'RAW', signingAlgorithm } }: Call<MessageRequest>,
  entry: KeyEntry | undefined,
  services: Services,
): RequestFacts {
  return services.facts.ofMessage(algorithmAsked(signingAlgorithm, 'SIGN_VERIFY', entry, services), messageType);
}

/** @throws VaultError `UnsupportedAlgorithm`, `UnsupportedMessageType`, `WrongDigestLength`. */
export function signerUse(
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
export function executionOf(
  messageType: MessageType,
  ofMessages: Execution,
  ofDigests: Execution = ofMessages,
): Execution {
  return messageType === 'RAW' ? ofMessages : ofDigests;
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
