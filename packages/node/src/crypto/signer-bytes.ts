/** Bytes of a hash, r, s and the recovery bit, one after the other. */
export const signatureBytes = 97;

/** Bytes of a signer: 1 and its address, or zeros where there is none. */
export const signerBytes = 21;
