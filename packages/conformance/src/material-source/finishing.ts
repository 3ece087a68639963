import assert from 'node:assert/strict';
import { SecretBytes } from '@chatelaine/core';
import { assertBytes } from '../algorithm/expectations.ts';
import type { Check } from '../check.ts';
import { another, finish, onImmediate, onImport, wrap } from './begun.ts';
import type { MaterialSourceSubject } from './material-source-subject.ts';
import { copyOf, TestContext } from './test-context.ts';

export const finishingChecks: readonly Check<MaterialSourceSubject>[] = [
  onImmediate('gives what the algorithm generates, once for each time, whatever the caller gives', async (source) => {
    const context = new TestContext();
    const { forCaller, session, expiresAt } = await source.begin(context, undefined);
    assert.deepEqual([Object.keys(forCaller), expiresAt], [[], undefined], 'an immediate source asks for something');
    for (const input of [undefined, { encryptedKeyMaterial: new Uint8Array(32) }]) {
      const material = await source.finish(context, session, input);
      assert(SecretBytes.is(material), 'finish did not give SecretBytes');
      assert.equal(Buffer.from(copyOf(material)).toString('hex'), context.generated.at(-1), 'other material');
    }
    assert.equal(context.generated.length, 2, 'the algorithm generated another number of times');
  }),

  onImport('gives exactly the material that the caller wrapped', async (begun) => {
    const { material, input } = await wrap(begun);
    const finished = await finish(begun, input);
    assert(SecretBytes.is(finished), 'finish did not give SecretBytes');
    assertBytes(copyOf(finished), material, 'the material');
  }),

  onImport('goes on in another process, with the stored session', async (begun) => {
    const { material, input } = await wrap(begun);
    const source = await begun.subject.open();
    assertBytes(copyOf(await finish({ ...begun, source }, input)), material, 'the material after a restart');
  }),

  onImport('can be called again with the same session, which it leaves as it is', async (begun) => {
    const { source, context, session } = begun;
    const { material, input } = await wrap(begun);
    const stored = SecretBytes.take(new Uint8Array(session));
    for (const time of ['first', 'second']) {
      const finished = await source.finish(context, stored, input);
      assertBytes(copyOf(finished), material, `the material of the ${time} call`);
      finished.dispose();
      assert.equal(stored.length, session.length, 'the session was disposed');
      assertBytes(copyOf(stored), session, 'the session');
    }
  }),

  onImport('leaves what the caller gave as it is', async (begun) => {
    const { input } = await wrap(begun);
    const { encryptedKeyMaterial, encryptedPrivateKey } = input;
    const before = [new Uint8Array(encryptedKeyMaterial), new Uint8Array(encryptedPrivateKey ?? [])] as const;
    await begun.source.finish(begun.context, SecretBytes.take(new Uint8Array(begun.session)), input);
    assertBytes(encryptedKeyMaterial, before[0], 'encryptedKeyMaterial');
    assertBytes(encryptedPrivateKey ?? new Uint8Array(), before[1], 'encryptedPrivateKey');
  }),

  onImport('takes what the caller gave at the moment of the call', async (begun) => {
    const { material, input } = await wrap(begun);
    const finishing = begun.source.finish(begun.context, SecretBytes.take(new Uint8Array(begun.session)), input);
    input.encryptedKeyMaterial.fill(0);
    input.encryptedPrivateKey?.fill(0);
    assertBytes(copyOf(await finishing), material, 'the material');
  }),

  onImport('runs two imports at once without mixing them', async (begun) => {
    const other = await another(begun);
    const [one, two] = [await wrap(begun), await wrap(other)];
    const [first, second] = await Promise.all([
      finish(begun, one.input),
      finish({ ...other, source: begun.source }, two.input),
    ]);
    assertBytes(copyOf(first), one.material, 'the material of the first');
    assertBytes(copyOf(second), two.material, 'the material of the second');
  }),

  onImport('leaves generating and parsing to the vault when it finishes', async (begun) => {
    const { input } = await wrap(begun);
    await finish(begun, input);
    const { generated, parsed } = begun.context;
    assert.deepEqual([generated.length, parsed], [0, 0], 'the algorithm was asked for something');
  }),
];
