import { allowableActions } from '../../evaluation/gains.ts';
import { namesOf } from '../../evaluation/compiled-rule.ts';
import { keyFacts } from '../../evaluation/key-facts.ts';
import { no } from '../../evaluation/truth.ts';
import { about, type Discovery, type LintRule } from '../lint-rule.ts';
import { somebodies } from '../principals.ts';
import { sampleKeys } from '../sample-keys.ts';

export const dutiesTogether: LintRule = {
  code: 'P501',
  level: 'warning',
  title: 'Somebody may use and administer the same key',
  find({ policies: { rules }, worlds, duties, now }) {
    const found = new Map<string, Discovery>();
    for (const world of worlds) {
      for (const { words, principal } of somebodies(rules, world.principals)) {
        const names = namesOf(principal);
        const concerned = world.compiled.filter(({ isFor }) => isFor(names));
        for (const { view, words: keyWords } of found.has(words) ? [] : sampleKeys(world, concerned, 1)) {
          const allowed = allowableActions(concerned, { principal, context: {}, now, key: view });
          const use = allowed.find((action) => duties.use.includes(action));
          const administer = allowed.find((action) => duties.administer.includes(action));
          if (use === undefined || administer === undefined) continue;
          const giving = concerned.find(
            ({ rule, keys: isForKey }) =>
              rule.effect === 'allow' &&
              rule.actions.includes(administer) &&
              isForKey(keyFacts(view), undefined) !== no,
          );
          if (giving === undefined) continue;
          const message = `${words} may both use and administer ${keyWords}: ${use} and ${administer}.`;
          const fix =
            'Give the two to different people, or forbid one of them by a deny such as guardrails/separation-of-duties.';
          found.set(words, about(giving.rule, 'actions', message, fix));
          break;
        }
      }
    }
    return [...found.values()];
  },
};
