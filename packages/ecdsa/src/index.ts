export { type Curve, p256, p384, secp256k1 } from './curve.ts';
export { DigestThread } from './digest-thread.ts';
export { EcdsaAlgorithm } from './ecdsa-algorithm.ts';
export type { EcdsaExecution, EcdsaProvider, MessageType, SigningKey, VerifyingKey } from './ecdsa-provider.ts';
export { OpensslProvider } from './openssl-provider.ts';
export { isScalar } from './scalar.ts';
export { type EcdsaSignature, encodeSignature, readSignature } from './signature.ts';
