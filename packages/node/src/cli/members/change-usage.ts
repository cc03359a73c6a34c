/** Every change that members can decide, by its first word, as it is written. */
export const changeUsage = {
  'add-member': 'add-member ACCOUNT',
  'remove-member': 'remove-member ACCOUNT',
  'replace-member': 'replace-member ACCOUNT REPLACEMENT',
  'set-threshold': 'set-threshold NUMBER',
  'set-proposal-blocks': 'set-proposal-blocks NUMBER',
  'add-validator': 'add-validator KEY PAYEE MEMBER NODE',
  'remove-validator': 'remove-validator KEY',
  'replace-validator': 'replace-validator OLD-KEY KEY PAYEE MEMBER NODE',
  'add-node': 'add-node NODE',
  'remove-node': 'remove-node NODE',
  'set-rights': 'set-rights ACCOUNT[,ACCOUNT...] send,deploy,publish|none',
  'set-rules': 'set-rules nodes,send,deploy,publish|none',
} as const;
