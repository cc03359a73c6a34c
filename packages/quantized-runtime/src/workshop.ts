/** The workshop: from a Keras file to an artefact. Off-chain only; a validator never loads it. */
export {};
