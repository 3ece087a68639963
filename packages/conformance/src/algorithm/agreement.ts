import assert from 'node:assert/strict';
import type { LoadedKey } from '@chatelaine/core';
import { assertBytes, utf8 } from './expectations.ts';
import type { TestKey } from './test-key.ts';

async function assertUnderstands(maker: LoadedKey, reader: LoadedKey, key: TestKey): Promise<void> {
  const message = utf8('what one of them makes, the other understands');
  const context = Uint8Array.of(0, 0);
  if (maker.aead !== undefined) {
    const sealed = await maker.aead.seal(key.header(), context, message);
    assertBytes(await reader.aead?.open(sealed, context), message, 'the plaintext');
  }
  for (const algorithm of maker.publicEncryption?.encryptionAlgorithms ?? []) {
    const plaintext = message.subarray(0, maker.publicEncryption?.maximumPlaintext(algorithm));
    const encrypted = await maker.publicEncryption?.encrypt(algorithm, plaintext);
    assert(encrypted !== undefined);
    assertBytes(await reader.publicEncryption?.decrypt(algorithm, encrypted), plaintext, 'the plaintext');
  }
  for (const algorithm of maker.signer?.signingAlgorithms ?? []) {
    const signature = await maker.signer?.sign(algorithm, 'RAW', message);
    assert(signature !== undefined);
    assert.equal(await reader.signer?.verify(algorithm, 'RAW', message, signature), true, 'the signature does not fit');
  }
  if (maker.mac !== undefined) {
    assertBytes(await reader.mac?.generate(message), await maker.mac.generate(message), 'the code');
  }
}

/** Asserts that two loaded keys are one key: in every capability, what one makes the other understands. */
export async function assertAgree(one: LoadedKey, other: LoadedKey, key: TestKey): Promise<void> {
  await assertUnderstands(one, other, key);
  await assertUnderstands(other, one, key);
}
