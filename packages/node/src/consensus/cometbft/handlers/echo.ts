import type { Handler } from '../application.ts';

export const echo: Handler<'echo'> = (_application, { message }) => ({ message });
