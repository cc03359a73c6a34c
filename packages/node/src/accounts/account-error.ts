/** An account cannot be made, found or unlocked: one sentence that never repeats a key or a password. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}
