/**
 * Everything that bad input can cause is a `RuntimeError` with a code that programs can act on and one sentence
 * that people can act on. Any other exception from this package is a bug.
 */
export class RuntimeError<Code extends string = string> extends Error {
  override readonly name: string = 'RuntimeError';
  constructor(
    readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The bytes of an artefact are refused. The same bytes are refused with the same code on every machine. */
export class ArtefactError extends RuntimeError {
  override readonly name = 'ArtefactError';
}

/** A Keras file cannot be read, or holds something that has no translation. Workshop only. */
export class ImportError extends RuntimeError {
  override readonly name = 'ImportError';
}

/** The input of a run does not fit the model. */
export class InputError extends RuntimeError {
  override readonly name = 'InputError';
  constructor(
    code: string,
    message: string,
    /** Position of the number that is refused, counted over the whole batch; 0 if the length is refused. */
    readonly index = 0,
  ) {
    super(code, message);
  }
}
