/** Rule F13. */
export const ORIGIN_FORMAT = 'evm-ml-origin';

/** Its one tensor: the origin's JSON, deflated (RFC 1951). */
export const ORIGIN_PART = 'deflated';

/** Bytes of the JSON, not deflated. */
export const MOST_TEXT_BYTES = 64 * 1024 * 1024;
