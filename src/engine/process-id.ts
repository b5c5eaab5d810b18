import { randomUUID } from 'node:crypto';

/** Names this process in the rows that it claims; for people who read them. */
export const PROCESS_ID = randomUUID();
