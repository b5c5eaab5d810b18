/** The other side of a `TypescriptProcess`: what its module needs of the process that started it. */

/** Without its parent there is nobody to work for. */
export function endWithParent(): void {
  process.once('disconnect', orphaned);
}

/** The last report; then nothing keeps this process. */
export async function endWith(report: object): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    process.send?.(report, undefined, {}, (error) => (error ? reject(error) : resolve())),
  );
  process.off('disconnect', orphaned);
  process.disconnect();
}

function orphaned(): void {
  process.exit(1);
}
