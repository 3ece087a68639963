import type { MessageType, Signer, Verifier } from '@chatelaine/core';
import { checked, contained } from './contained.ts';
import { declaredExecution, declaredNames } from './declared.ts';
import { newBytes } from './memory.ts';
import { misbehaved } from './misbehaved.ts';

type Names = readonly [string, ...string[]];

const longestDigest = 1_024;
const longestSignature = 65_536;

/** Holds a verifier to its contract. Digest lengths are asked for once, so that they stay the same. */
export function guardVerifier(who: string, verifier: Verifier | undefined, declared: Names | undefined): Verifier {
  if (typeof verifier !== 'object' || verifier === null) throw misbehaved(who, 'made nothing that verifies');
  const { verify } = declaredExecution(who, verifier.execution, ['verify']);
  const { verifyDigest } = declaredExecution(who, { verifyDigest: verify, ...verifier.execution }, ['verifyDigest']);
  return Object.freeze({ execution: Object.freeze({ verify, verifyDigest }), ...verifying(who, verifier, declared) });
}

/** Holds a signer to its contract. */
export function guardSigner(who: string, signer: Signer, declared: Names | undefined): Signer {
  const { sign, verify } = declaredExecution(who, signer.execution, ['sign', 'verify']);
  const digests = { signDigest: sign, verifyDigest: verify, ...signer.execution };
  const { signDigest, verifyDigest } = declaredExecution(who, digests, ['signDigest', 'verifyDigest']);
  return Object.freeze({
    execution: Object.freeze({ sign, verify, signDigest, verifyDigest }),
    ...verifying(who, signer, declared),
    sign: (algorithm: string, messageType: MessageType, message: Uint8Array) =>
      checked(
        who,
        () => signer.sign(algorithm, messageType, message),
        (signature) => checkSignature(who, signature, message),
      ),
  });
}

function verifying(who: string, verifier: Verifier, declared: Names | undefined): Omit<Verifier, 'execution'> {
  const signingAlgorithms = declaredNames(who, declared, verifier.signingAlgorithms);
  const digests = new Map(signingAlgorithms.map((name) => [name, checkedLength(who, verifier, name)]));
  return {
    signingAlgorithms,
    digestLength: (algorithm: string) => digests.get(algorithm),
    verify: (algorithm: string, messageType: MessageType, message: Uint8Array, signature: Uint8Array) =>
      checked(
        who,
        () => verifier.verify(algorithm, messageType, message, signature),
        (valid) => checkVerdict(who, valid),
      ),
  };
}

function checkedLength(who: string, verifier: Verifier, algorithm: string): number | undefined {
  const length = contained(who, () => verifier.digestLength(algorithm));
  if (length === undefined) return undefined;
  if (typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= longestDigest) return length;
  throw misbehaved(who, `has no length of digests for ${algorithm}`);
}

function checkSignature(who: string, signature: unknown, message: Uint8Array): Uint8Array {
  const bytes = newBytes(signature, message);
  if (bytes === undefined || bytes.length === 0 || bytes.length > longestSignature) {
    throw misbehaved(who, 'gave no signature');
  }
  return bytes;
}

// Nothing but true is a yes, and nothing but false a no.
function checkVerdict(who: string, valid: unknown): boolean {
  if (typeof valid !== 'boolean') throw misbehaved(who, 'did not say whether a signature is valid');
  return valid;
}
