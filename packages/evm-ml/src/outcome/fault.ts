/**
 * A fault: what only this machine or a bug can cause (memory, disk, a damaged database). It must never become a
 * result: whoever runs blocks stops the node. `cause` holds what happened.
 */
export class PredictFault extends Error {
  override readonly name = 'PredictFault';
}
