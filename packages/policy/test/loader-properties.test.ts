import { VaultError } from '@chatelaine/core';
import { checkPolicyDocuments, loadPolicyDocuments } from '@chatelaine/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentWithRule } from './documents.ts';

const example = documentWithRule({
  effect: 'effect: deny',
  keys: 'keys: [alias/a/**, { tags: { env: [prod, "stage"] } }]',
  extra: 'except: [role:custodian]',
});

/** What the loader makes of a text; it may throw one error only. */
function outcome(text: string): unknown {
  try {
    loadPolicyDocuments([{ name: 'a', text }]);
    return 'loaded';
  } catch (error) {
    return VaultError.is(error, 'InvalidPolicy') ? 'refused' : error;
  }
}

test('a character that cannot be seen is refused wherever it stands', { timeout: 60_000 }, () => {
  const hidden = fc.constantFrom(
    '\u200B',
    '\u202E',
    '\u2066',
    '\u00A0',
    '\u00AD',
    '\uFEFF',
    '\u0007',
    '\u2028',
    '\uE000',
    '\u{E0041}',
    '\u{FE0F}',
  );
  fc.assert(
    fc.property(fc.nat(example.length), hidden, (at, character) => {
      const text = example.slice(0, at) + character + example.slice(at);
      expect(checkPolicyDocuments([{ name: 'a', text }])).toEqual([
        expect.objectContaining({ code: 'hidden-character' }),
      ]);
    }),
    { numRuns: 200 },
  );
});

test(
  'whatever is done to a document, it is loaded whole or refused, and the check says which',
  { timeout: 60_000 },
  () => {
    const edit = fc.record({
      at: fc.nat(example.length),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom(
          '\n',
          '  ',
          '- ',
          ': ',
          '[',
          ']',
          '{',
          '}',
          '#',
          '"',
          "'",
          '*',
          '&',
          '!',
          '|',
          '>',
          '? ',
          'all',
          'deny',
        ),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = example;
        for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
        const problems = checkPolicyDocuments([{ name: 'a', text }]);
        expect(outcome(text)).toBe(problems.length === 0 ? 'loaded' : 'refused');
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 600 },
    );
  },
);

test('a member that the language does not have is refused in every map, whatever its name', { timeout: 60_000 }, () => {
  const names = fc.stringMatching(/^[A-Za-z$_][A-Za-z0-9_-]{0,12}$/);
  const places: readonly (readonly [path: (document: Document) => object, known: readonly string[]])[] = [
    [(document) => document, ['policy', 'name', 'description', 'owners', 'sets', 'rules']],
    [
      (document) => document.rules[0],
      ['id', 'effect', 'who', 'except', 'actions', 'keys', 'reason', 'ticket', 'labels'],
    ],
    [(document) => document.rules[0].keys[0], ['tags', 'keySpec', 'keyUsage', 'origin']],
  ];
  fc.assert(
    fc.property(names, fc.constantFrom(...places), fc.jsonValue(), (name, [path, known], value) => {
      fc.pre(!known.includes(name));
      const document = sound();
      Object.defineProperty(path(document), name, { value, enumerable: true });
      expect(outcome(JSON.stringify(document))).toBe('refused');
    }),
    { numRuns: 200 },
  );
  expect(outcome(JSON.stringify(sound()))).toBe('loaded');
});

test('a map or nothing where text or a list belongs is refused, whatever is in it', { timeout: 60_000 }, () => {
  const wrong = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue()));
  const members = fc.constantFrom('id', 'effect', 'who', 'actions', 'keys', 'reason');
  fc.assert(
    fc.property(members, wrong, (member, value) => {
      const document = sound();
      Object.assign(document.rules[0], { [member]: value });
      expect(outcome(JSON.stringify(document))).toBe('refused');
    }),
    { numRuns: 200 },
  );
});

interface Document {
  readonly rules: readonly [{ readonly keys: readonly [{ readonly tags: object }] }];
}

function sound(): Document {
  const rule = {
    id: 'a',
    effect: 'allow',
    who: ['user:alice'],
    actions: ['kms:cmk:get'],
    keys: [{ tags: { env: 'prod' } }],
    reason: 'Because it must be so',
  } as const;
  return Object.assign({ rules: [rule] } as const, { policy: 'chatelaine/v1', name: 'a' });
}
