import { createHash } from 'node:crypto';
import {
  type Action,
  actions,
  type AuthorizationRequest,
  type Authorizer,
  type Decision,
  type GainRequest,
  type KeyView,
  type Policy,
  type PolicyDocument,
  type Principal,
  VaultError,
} from '@chatelaine/core';
import type { AuthorizerSubject, KeyOfKit, RuleOfKit } from '../../src/authorizer/index.ts';

type Answer = 'yes' | 'no' | 'unknown';

/** Decides by rules that are JSON, as directly as can be; mutants replace parts of it. */
export class HonestAuthorizer implements Authorizer {
  compile(documents: readonly PolicyDocument[]): Policy {
    return this.policyOf(this.rulesOf(documents));
  }

  compileBundle?(bundle: string): Policy {
    const [digest, version = '', text = ''] = bundle.split('\n');
    const isSound = bundle.split('\n').length === 3 && digest === this.digestOf(`${version}\n${text}`);
    if (!isSound) throw new VaultError('InvalidPolicy', 'The bundle was changed.');
    return { ...this.policyOf(JSON.parse(text) as RuleOfKit[]), version: Number(version) };
  }

  rulesOf(documents: readonly PolicyDocument[]): readonly RuleOfKit[] {
    if (!Array.isArray(documents)) throw new VaultError('InvalidPolicy', 'A bundle is a list.');
    return (documents as readonly PolicyDocument[]).flatMap((document) => this.readDocument(document));
  }

  readDocument(document: PolicyDocument): readonly RuleOfKit[] {
    try {
      const rules = JSON.parse(document.text) as unknown;
      if (Array.isArray(rules)) return rules as RuleOfKit[];
    } catch {
      // It is told below.
    }
    throw new VaultError('InvalidPolicy', 'A document is no list of rules.');
  }

  policyOf(rules: readonly RuleOfKit[]): Policy {
    return { decide: (request) => this.decide(rules, request), gains: (request) => this.gains(rules, request) };
  }

  decide(rules: readonly RuleOfKit[], request: AuthorizationRequest): Decision | Promise<Decision> {
    const named = rules.filter((rule) => this.isFor(rule, request.principal) && this.hasAction(rule, request.action));
    const answers = named.map((rule) => ({ rule, answer: this.isOf(rule, request.key, request.asked) }));
    const denies = answers.filter(({ rule }) => rule.effect === 'deny');
    const certain = denies.find(({ answer }) => answer === 'yes');
    if (certain !== undefined) return this.denial('explicit', certain.rule);
    const doubtful = denies.find(({ answer }) => answer === 'unknown');
    if (doubtful !== undefined) return this.denial('unknown', doubtful.rule);
    const allow = answers.find(({ rule, answer }) => rule.effect === 'allow' && answer === 'yes');
    if (allow === undefined) return { effect: 'deny', kind: 'default', reason: 'No rule allows it.' };
    return { effect: 'allow', kind: 'explicit', rule: `kit/${allow.rule.name}`, reason: allow.rule.reason };
  }

  denial(kind: 'explicit' | 'unknown', { name, reason }: RuleOfKit): Decision {
    return { effect: 'deny', kind, rule: `kit/${name}`, reason };
  }

  hasAction({ actions: chosen }: RuleOfKit, action: Action): boolean {
    return chosen.includes(action);
  }

  isFor({ who }: RuleOfKit, { id, roles, groups }: Principal): boolean {
    const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
    return who === 'all' || who.some((name) => names.includes(name));
  }

  isOf({ keys, effect }: RuleOfKit, key: KeyView | undefined, asked: string | undefined): Answer {
    if (keys === 'all') return 'yes';
    const answers = keys.map((way) => (effect === 'deny' && this.isAsked(way, asked) ? 'yes' : this.isNamed(way, key)));
    if (answers.includes('yes')) return 'yes';
    return answers.includes('unknown') ? 'unknown' : 'no';
  }

  isAsked(way: KeyOfKit, asked: string | undefined): boolean {
    return ('id' in way && way.id === asked) || ('alias' in way && way.alias === asked);
  }

  isNamed(way: KeyOfKit, key: KeyView | undefined): Answer {
    if ('id' in way) return this.answer(key?.id, (id) => id === way.id);
    if ('alias' in way) return this.answer(key?.aliases, (aliases) => aliases.includes(way.alias));
    return this.answer(key?.tags, (tags) => tags[way.tag] === way.value);
  }

  answer<Fact>(fact: Fact | undefined, test: (fact: Fact) => boolean): Answer {
    if (fact === undefined) return 'unknown';
    return test(fact) ? 'yes' : 'no';
  }

  gains(rules: readonly RuleOfKit[], request: GainRequest): readonly Action[] {
    return actions.filter((action) => this.mayAfter(rules, request, action) && !this.mayBefore(rules, request, action));
  }

  mayBefore(rules: readonly RuleOfKit[], { principal, before }: GainRequest, action: Action): boolean {
    const named = rules.filter((rule) => this.isFor(rule, principal) && this.hasAction(rule, action));
    const answers = (effect: string): Answer[] =>
      named.filter((rule) => rule.effect === effect).map((rule) => this.isOf(rule, before, undefined));
    return answers('allow').includes('yes') && answers('deny').every((answer) => answer === 'no');
  }

  mayAfter(rules: readonly RuleOfKit[], { principal, after }: GainRequest, action: Action): boolean {
    const named = rules.filter((rule) => this.isFor(rule, principal) && this.hasAction(rule, action));
    const answers = (effect: string): Answer[] =>
      named.filter((rule) => rule.effect === effect).map((rule) => this.isOf(rule, after, undefined));
    return answers('allow').some((answer) => answer !== 'no') && !answers('deny').includes('yes');
  }

  digestOf(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }
}

export function subjectOf(open: () => Authorizer): AuthorizerSubject {
  return {
    open,
    write: (rules) => [{ name: 'kit.json', text: JSON.stringify(rules) }],
    malformed: ['', '{', '{}', 'null'].map((text) => ({ name: 'malformed.json', text })),
    build: (rules, version) => {
      const text = `${version}\n${JSON.stringify(rules)}`;
      return `${new HonestAuthorizer().digestOf(text)}\n${text}`;
    },
  };
}
