import type { Attachment, ServerPlace } from './server-keeper.js';

/** What the operator should know of a start, one sentence each. */
export function startNotes(place: ServerPlace, attachment: Attachment): string[] {
  const { directory, binaries, account } = place;
  const notes: string[] = [];
  if (account !== null && directory.root !== directory.name) {
    const programs = binaries.copied ? ` and its programs in ${binaries.directory}` : '';
    notes.push(
      `PostgreSQL does not run as root, and ${account.name} cannot reach ${directory.name}: ` +
        `its data are in ${directory.root}${programs}.`,
    );
  }
  if (attachment.adopted) notes.push('A PostgreSQL that a killed start had left running was taken over.');
  if (attachment.role === 'guest') {
    notes.push(
      'Another process owns the embedded PostgreSQL; this one uses it too, and takes over when that one ends.',
    );
  }
  return notes;
}
