import type { GetPublicKeyResponse, KeyIdentifier } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { publicKeyPem } from './public-key-pem.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

export const getPublicKey: Implementation = implement<{ readonly keyId: KeyIdentifier }, GetPublicKeyResponse>({
  resolve: resolveKey,
  run(_call, resolved, { algorithms, loader }) {
    const entry = keyOf(resolved);
    const { keyId, keySpec, keyUsage } = entry.record;
    const names = algorithms.namesOf(keySpec, keyUsage);
    return after(loader.publicKey(entry), (publicKey) => ({
      keyId,
      publicKey: new Uint8Array(publicKey),
      publicKeyPem: publicKeyPem(publicKey),
      keySpec,
      keyUsage,
      ...(keyUsage === 'SIGN_VERIFY' ? { signingAlgorithms: [...names] } : { encryptionAlgorithms: [...names] }),
    }));
  },
});
