import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { PolicyDocument } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertAllowed, assertDenied, assertRefused, onAuthorizer, onPolicies, rule } from './authorizer-check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';

const denial = rule('no', { effect: 'deny' });

export const compilingChecks: readonly Check<AuthorizerSubject>[] = [
  onAuthorizer('brings no policy of its own, since it follows the vault', async (authorizer) => {
    assert.equal(authorizer.policy, undefined);
  }),

  onPolicies('compiles aside: what was compiled before stays as it is', async (compile) => {
    const before = await compile(rule('yes'));
    const after = await compile(rule('yes'), denial);
    await assertAllowed(before, 'yes');
    await assertDenied(after, 'explicit');
    await compile();
    await assertAllowed(before, 'yes');
    await assertDenied(after, 'explicit');
  }),

  onAuthorizer('finds no meaning in the order of documents', async (authorizer, { write }) => {
    const [first, second] = [write([rule('yes')]), write([denial])].map((documents, place) =>
      documents.map(({ name, text }) => ({ name: `${place}-${name}`, text: renamed(text, place) })),
    );
    for (const documents of [
      [...(first ?? []), ...(second ?? [])],
      [...(second ?? []), ...(first ?? [])],
    ]) {
      await assertDenied(await authorizer.compile(documents), 'explicit');
    }
  }),

  onAuthorizer('keeps nothing of the documents: whoever gave them may change them', async (authorizer, { write }) => {
    const documents = write([rule('yes'), denial]).map((document) => ({ ...document }));
    const policy = await authorizer.compile(documents);
    for (const document of documents) document.text = '';
    documents.length = 0;
    await assertDenied(policy, 'explicit');
  }),

  onAuthorizer('refuses a bundle of which any part is malformed with InvalidPolicy', async (authorizer, subject) => {
    const sound = subject.write([rule('yes')]);
    const before = await authorizer.compile(sound);
    for (const document of subject.malformed) {
      for (const documents of [[document], [...sound, document], [document, ...sound]]) {
        const what = `a bundle with ${JSON.stringify(document.text.slice(0, 40))}`;
        await assertRefused(['InvalidPolicy'], what, () => authorizer.compile(documents));
      }
    }
    await assertAllowed(before, 'yes');
  }),

  onAuthorizer('refuses what is no list of documents with InvalidPolicy', async (authorizer) => {
    const wrongs: readonly unknown[] = [
      undefined,
      null,
      {},
      'policy',
      [null],
      [{}],
      [{ name: 'a' }],
      [{ name: 'a', text: 7 }],
    ];
    for (const wrong of wrongs) {
      const documents = wrong as readonly PolicyDocument[];
      await assertRefused(['InvalidPolicy'], inspect(wrong), () => authorizer.compile(documents));
    }
  }),
];

/** Names of documents are unique in a bundle, and a language may have them inside too. */
function renamed(text: string, place: number): string {
  return text.replaceAll('kit', `kit-${place}`);
}
