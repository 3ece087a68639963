import assert from 'node:assert/strict';
import type { Authorizer, Policy } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertAllowed, assertDenied, assertRefused, onAuthorizer, rule } from './authorizer-check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';

type Build = NonNullable<AuthorizerSubject['build']>;

function onBundles(
  name: string,
  body: (compile: (bundle: string) => Promise<Policy>, build: Build) => Promise<void>,
): Check<AuthorizerSubject> {
  const check = onAuthorizer(name, async (authorizer: Authorizer, { build }) => {
    assert(build !== undefined && authorizer.compileBundle !== undefined, 'it has no compileBundle()');
    await body(async (bundle) => authorizer.compileBundle?.(bundle) ?? assert.fail('it compiles nothing'), build);
  });
  return { ...check, appliesTo: ({ build }) => build !== undefined };
}

export const bundleChecks: readonly Check<AuthorizerSubject>[] = [
  onAuthorizer(
    'has compileBundle() exactly if the subject says how bundles are built',
    async (authorizer, { build }) => {
      assert.equal(authorizer.compileBundle !== undefined, build !== undefined);
    },
  ),

  onBundles('compiles a built bundle, and tells its version', async (compile, build) => {
    for (const version of [1, 7, 4_294_967_295]) {
      const policy = await compile(build([rule('yes')], version));
      assert.equal(policy.version, version);
      await assertAllowed(policy, 'yes');
    }
    await assertDenied(await compile(build([rule('yes'), rule('no', { effect: 'deny' })], 2)), 'explicit');
  }),

  onBundles('refuses a bundle that was changed or cut', async (compile, build) => {
    const bundle = build([rule('yes'), rule('no', { effect: 'deny' })], 7);
    const changed = [
      '',
      bundle.slice(0, bundle.length >> 1),
      bundle.replace('deny', 'allow'),
      bundle.replace(/7(?!.*7)/s, '8'),
      `${bundle}${bundle}`,
      ...Array.from({ length: 16 }, (_, part) => flipped(bundle, Math.floor(((part + 0.5) * bundle.length) / 16))),
    ];
    for (const [number, text] of changed.entries()) {
      await assertRefused(['InvalidPolicy', 'PolicyNotTrusted'], `change ${number} of a bundle`, () => compile(text));
    }
  }),
];

/** The text with another letter at a place. */
function flipped(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
}
