export * from './build-policy-bundle.ts';
export { formatPolicyBundle, maximumBundleFileBytes, maximumBundleVersion } from './policy-bundle.ts';
export type { PolicyBundle, PolicyBundleSignature, PolicySignatureAlgorithm } from './policy-bundle.ts';
export * from './read-policy-bundle.ts';
export * from './require-trusted-bundle.ts';
export { isSignedBy, signPolicyBundle } from './sign-policy-bundle.ts';
