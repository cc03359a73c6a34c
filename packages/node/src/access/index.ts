/** Who may call what: API keys, tokens, rights for each method, rates. Knows no transport. */
export { type AccessConfig, accessConfig } from './access-config.ts';
export { AccessDenied, type Authorize, type Credentials, createAuthorize } from './authorize.ts';
export { allows, everything, type Grant } from './grant.ts';
export { allowsHost, type HostRule } from './host.ts';
export { allowsOrigin, type OriginRule } from './origin.ts';
export { type CountRequests, createRateLimit } from './rate-limit.ts';
