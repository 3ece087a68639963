// Who acts in this job, as the policies of this repository know them. A real host takes principals from its own
// authentication.

/** Manages keys, and can't use them. */
export const operator = { id: 'user:operator', groups: ['kms-operators'] };

/** Uses the keys of the payment service. */
export const alice = { id: 'user:alice', roles: ['payments-service'] };

/** Has the same role, but is suspended: a deny beats every allow. */
export const mallory = { id: 'user:mallory', roles: ['payments-service'] };
