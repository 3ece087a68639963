import { SecretBytes, VaultError } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import { canonicalForm, type PrivateKeyForm, privateKeyForms } from './private-key-form.ts';
import { isScalar } from './scalar.ts';

/** Private keys on a curve, in the one form that material has and in those that are taken from outside. */
export class PrivateKeys {
  readonly #curve: Curve;
  readonly #canonical: PrivateKeyForm;
  readonly #forms: readonly PrivateKeyForm[];
  readonly #pointOf: (scalar: Uint8Array) => Uint8Array;

  /** @param pointOf The public point of a scalar from 1 to n - 1. */
  constructor(curve: Curve, pointOf: (scalar: Uint8Array) => Uint8Array) {
    this.#curve = curve;
    this.#forms = privateKeyForms(curve);
    this.#canonical = canonicalForm(curve);
    this.#pointOf = pointOf;
  }

  encode(scalar: Uint8Array, point: Uint8Array): SecretBytes {
    return SecretBytes.take(this.#canonical.encode(scalar, point));
  }

  /**
   * A private key of any of the forms in the canonical one.
   *
   * @throws VaultError `InvalidArgument`.
   */
  canonical(encoding: Uint8Array): SecretBytes {
    for (const form of this.#forms) {
      const scalar = form.scalarIn(encoding);
      if (scalar === undefined) continue;
      if (!isScalar(this.#curve, scalar)) throw this.#refused('its private value is not from 1 to n - 1');
      const point = this.#pointOf(scalar);
      if (!form.hasPoint(encoding, point)) throw this.#refused('its public key is not that of its private value');
      return this.encode(scalar, point);
    }
    throw this.#refused('this is not of that form');
  }

  /**
   * Lends the parts of canonical material, which is consistent as `canonical` or `encode` made it.
   *
   * @throws VaultError `InvalidArgument` unless it is of that form.
   */
  read<Result>(material: SecretBytes, use: (scalar: Uint8Array, point: Uint8Array) => Result): Result {
    return material.use((encoding) => {
      const parts = this.#canonical.partsIn(encoding);
      if (parts === undefined) throw this.#refused('this is not of that form');
      return use(...parts);
    });
  }

  #refused(reason: string): VaultError {
    return new VaultError(
      'InvalidArgument',
      `Key material of ${this.#curve.keySpec} is the DER of a PKCS #8 PrivateKeyInfo with the named curve and without attributes: ${reason}.`,
    );
  }
}
