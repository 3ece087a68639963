import { VaultError } from '@chatelaine/core';

/** The one signing algorithm of these keys: ML-DSA of the whole message, which it hashes with SHAKE-256 itself. */
export const signingAlgorithm = 'ML_DSA_SHAKE_256';

/** @throws VaultError `InvalidArgument` unless whole messages are to be signed with that algorithm. */
export function requireWholeMessage(algorithm: string, messageType: 'RAW' | 'DIGEST'): void {
  if (algorithm !== signingAlgorithm) {
    throw new VaultError('InvalidArgument', `ML-DSA keys sign with ${signingAlgorithm} only.`);
  }
  if (messageType !== 'RAW') {
    throw new VaultError('InvalidArgument', `${signingAlgorithm} signs whole messages: give the message type RAW.`);
  }
}
