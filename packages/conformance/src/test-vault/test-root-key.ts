import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { definePlugin, pluginApiVersion, type RootKey, VaultError, type VaultPlugin } from '@chatelaine/core';
import { closedOptions } from './closed-options.ts';

const key = Buffer.alloc(32, 't');
const nonceBytes = 12;
const tagBytes = 16;

/** A root key that protects nothing: it is the same in every process, and public. */
class TestRootKey implements RootKey {
  readonly description: string = 'the public root key of test vaults';

  wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(associatedData);
    return Promise.resolve(Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]));
  }

  async unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    try {
      const nonce = wrapped.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(associatedData);
      decipher.setAuthTag(wrapped.subarray(-tagBytes));
      const secret = decipher.update(wrapped.subarray(nonceBytes, -tagBytes));
      return await Promise.resolve(Buffer.concat([secret, decipher.final()]));
    } catch (cause) {
      throw new VaultError('RootKeyRejected', 'The test root key does not open this.', { cause });
    }
  }
}

/** Registers the root key `test`. Never for anything but tests: whoever has this package has the key. */
export function testRootKey(): VaultPlugin<{ rootKey: { test: Record<never, never> } }> {
  return definePlugin<{ rootKey: { test: Record<never, never> } }>({
    name: '@chatelaine/conformance/test-root-key',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.rootKey('test', { options: closedOptions<Record<never, never>>([]), open: () => new TestRootKey() });
    },
  });
}
