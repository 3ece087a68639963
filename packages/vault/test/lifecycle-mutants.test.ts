import { describe, expect, test } from 'vitest';
import { Grants } from '../src/keys/grants.ts';
import { KeyDirectory } from '../src/keys/key-directory.ts';
import { GuardedPolicy } from '../src/guards/guarded-policy.ts';
import { implementations } from '../src/operations/implementations.ts';
import type { Implementation } from '../src/pipeline/implementation.ts';
import { campaign, inMemory } from './support/lifecycle/campaign.ts';

type Name = keyof typeof implementations;
type Undo = () => void;

/** Puts something in the place of a member until it is undone. */
function replace<Target extends object, Member extends keyof Target>(
  target: Target,
  member: Member,
  make: (original: Target[Member]) => Target[Member],
): Undo {
  const original = target[member];
  if (!Reflect.set(target, member, make(original))) throw new Error('The member can not be replaced.');
  return () => void Reflect.set(target, member, original);
}

const operation = (name: Name, make: (original: Implementation) => Partial<Implementation>): Undo =>
  replace(implementations as Record<Name, Implementation>, name, (original) => ({ ...original, ...make(original) }));

/** Answers as if it were done, and does nothing. */
const onlyAnswers =
  (name: Name, answer: object = {}): (() => Undo) =>
  () =>
    operation(name, () => ({ run: () => Promise.resolve(answer) }));

const mutants: Readonly<Record<string, () => Undo>> = {
  'a lost update: every tag after the first is acknowledged and not kept': () => {
    let changes = 0;
    return operation('tagKey', (original) => ({
      run: (...given) => ((changes += 1) > 1 ? Promise.resolve({}) : original.run(...given)),
    }));
  },
  'a rotation that is due is made twice': () =>
    operation('rotateDueKey', (original) => ({
      async run(call, resolved, services) {
        const answer = await original.run(call, resolved, services);
        const { keyId } = answer as { keyId: string };
        const { rotateKey } = implementations;
        const again = Object.assign(Object.create(call) as typeof call, {
          request: { keyId: { type: 'key', keyId } },
          operation: call.operation,
        });
        await rotateKey.run(again, await rotateKey.resolve(again, services), services);
        return answer;
      },
    })),
  'a stale alias: an alias is followed once and then remembered': () => {
    const remembered = new Map<string, ReturnType<KeyDirectory['byAlias']>>();
    return replace(
      KeyDirectory.prototype,
      'byAlias',
      (original) =>
        function (this: KeyDirectory, alias) {
          const found = remembered.get(alias) ?? original.call(this, alias);
          remembered.set(alias, found);
          return found;
        },
    );
  },
  'a grant lifts a deny': () =>
    replace(
      GuardedPolicy.prototype,
      'decide',
      (original) =>
        function (this: GuardedPolicy, request) {
          const decision = original.call(this, request);
          return decision instanceof Promise || decision.effect === 'allow'
            ? decision
            : { effect: 'deny', kind: 'default', reason: decision.reason };
        },
    ),
  'a grant outlives its revocation': onlyAnswers('revokeGrant'),
  'a grant is found nowhere': () => replace(Grants.prototype, 'live', () => () => []),
  'a cancelled deletion leaves the key enabled': () =>
    operation('cancelKeyDeletion', (original) => ({
      async run(call, resolved, services) {
        const answer = await original.run(call, resolved, services);
        const { enableKey } = implementations;
        await enableKey.run(call, await enableKey.resolve(call, services), services);
        return answer;
      },
    })),
  'a deletion comes a day late': () =>
    operation('scheduleKeyDeletion', (original) => ({
      run: (call, resolved, services) => {
        const pendingDays = (call.request as unknown as { pendingDays: number }).pendingDays + 1;
        const later = Object.assign(Object.create(call) as typeof call, { request: { ...call.request, pendingDays } });
        return original.run(later, resolved, services);
      },
    })),
  'a key that is to be disabled stays enabled': onlyAnswers('disableKey'),
  'a minimum version is acknowledged and not kept': onlyAnswers('updateKeyMinimumVersion'),
  'a tag stays when it is taken away': onlyAnswers('untagKey'),
  'a deleted alias stays': onlyAnswers('deleteAlias'),
  'a rotation on demand keeps the old material': onlyAnswers('rotateKey'),
  'rotation goes on when it was switched off': onlyAnswers('disableKeyRotation'),
  'memory keeps what was changed as it was': () =>
    replace(
      KeyDirectory.prototype,
      'changed',
      (original) =>
        function (this: KeyDirectory, record, reference) {
          const before = this.byId(record.keyId);
          return before === undefined || before instanceof Promise ? original.call(this, record, reference) : before;
        },
    ),
};

describe('the model of the life of keys catches', () => {
  test.each(Object.entries(mutants))('%s', { timeout: 120_000 }, async (_what, mutate) => {
    const undo = mutate();
    try {
      await expect(campaign(inMemory, { runs: 100, length: 80, seed: 7, endOnFailure: true })).rejects.toThrow(
        'Property failed after',
      );
    } finally {
      undo();
    }
  });

  test('nothing in the vault as it is', async () => {
    await campaign(inMemory, { runs: 10, length: 80, seed: 7 });
  });
});
