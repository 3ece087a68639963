import { type DataKeyPair, type DataKeyPairMaker, SecretBytes } from '@chatelaine/core';
import { checked } from './contained.ts';
import { isPrivateKeyInfo, isSubjectPublicKeyInfo } from './der.ts';
import { newBytes } from './memory.ts';
import { misbehaved } from './misbehaved.ts';

/** A public key as an algorithm gave it. @throws VaultError `PluginMisbehaved` unless it has the form of one. */
export function checkPublicKey(who: string, publicKey: unknown): Uint8Array {
  const bytes = newBytes(publicKey);
  if (bytes === undefined || !isSubjectPublicKeyInfo(bytes)) throw misbehaved(who, 'gave no public key');
  return bytes;
}

/** Holds a maker of key pairs to its contract. */
export function guardDataKeyPair(who: string, maker: DataKeyPairMaker): DataKeyPairMaker {
  return Object.freeze({
    generate: () =>
      checked(
        who,
        () => maker.generate(),
        (pair) => checkPair(who, pair),
      ),
  });
}

function checkPair(who: string, pair: DataKeyPair): DataKeyPair {
  const privateKey: unknown = pair?.privateKey;
  if (!SecretBytes.is(privateKey) || !privateKey.use(isPrivateKeyInfo)) {
    throw misbehaved(who, 'made a key pair without a private key');
  }
  return { publicKey: checkPublicKey(who, pair.publicKey), privateKey };
}
