import type { Locality, Principal } from '@chatelaine/core';
import { type CompiledRule, compileRule, type PolicySet, principalNames, type PrincipalName } from '@chatelaine/policy';
import { BoundedCache, type CacheSlot } from './bounded-cache.ts';
import { PrincipalAbility } from './principal-ability.ts';
import { isImmutable } from './immutable-principal.ts';

/** Index entries that all kept abilities may have together: about 100 MiB. */
const defaultCapacity = 250_000;

interface RuleForSome {
  /** Its place among all rules. */
  readonly order: number;
  readonly compiled: CompiledRule;
  readonly except: readonly PrincipalName[];
}

/**
 * Finds the ability of a principal. Principals between whom the policy makes no difference share one, and only abilities
 * that were used lately are kept.
 */
export class PrincipalAbilities {
  /** Every rule, by name. */
  readonly compiled: readonly CompiledRule[];
  readonly #here: Locality;
  readonly #forAll: RuleForSome[] = [];
  readonly #byName = new Map<PrincipalName, RuleForSome[]>();
  /** Every name that some rule has in `who` or `except`. */
  readonly #mentioned = new Set<PrincipalName>();
  readonly #bySignature: BoundedCache<PrincipalAbility>;
  readonly #byPrincipal = new WeakMap<Principal, CacheSlot<PrincipalAbility>>();

  constructor({ rules }: PolicySet, here: Locality, capacity: number = defaultCapacity) {
    this.#here = here;
    this.#bySignature = new BoundedCache(capacity, ({ weight }) => weight);
    this.compiled = rules.map((rule) => compileRule(rule, here));
    for (const [order, compiled] of this.compiled.entries()) this.#add(compiled, order);
  }

  #add(compiled: CompiledRule, order: number): void {
    const { rule } = compiled;
    const entry = { order, compiled, except: rule.except };
    for (const name of rule.except) this.#mentioned.add(name);
    if (rule.who === 'all') {
      this.#forAll.push(entry);
      return;
    }
    for (const name of rule.who) {
      this.#mentioned.add(name);
      const entries = this.#byName.get(name);
      if (entries === undefined) this.#byName.set(name, [entry]);
      else entries.push(entry);
    }
  }

  /** @throws VaultError `InvalidPrincipal` for what `vault.as()` refuses. */
  of(principal: Principal): PrincipalAbility {
    const slot = this.#byPrincipal.get(principal);
    if (slot?.value === undefined) return this.#find(principal);
    slot.used = true;
    return slot.value;
  }

  #find(principal: Principal): PrincipalAbility {
    const mentioned = principalNames(principal).filter((name) => this.#mentioned.has(name));
    const names = [...new Set(mentioned)].toSorted();
    // No name of a policy holds a space.
    const slot = this.#bySignature.slot(names.join(' '), () => this.#make(names));
    if (isImmutable(principal)) this.#byPrincipal.set(principal, slot);
    return slot.value;
  }

  #make(names: readonly PrincipalName[]): PrincipalAbility {
    const held = new Set(names);
    const applying = new Set([...this.#forAll, ...names.flatMap((name) => this.#byName.get(name) ?? [])]);
    const rules = [...applying]
      .filter(({ except }) => !except.some((name) => held.has(name)))
      .toSorted((a, b) => a.order - b.order);
    return new PrincipalAbility(
      rules.map(({ compiled }) => compiled),
      this.#here,
    );
  }
}
