/** A value that is written in JSON already: as text or, where it is long, in UTF-8. */
export class RawJson {
  constructor(readonly json: string | Uint8Array) {}

  /** The value itself. */
  parse(): unknown {
    return JSON.parse(typeof this.json === 'string' ? this.json : new TextDecoder().decode(this.json));
  }
}
