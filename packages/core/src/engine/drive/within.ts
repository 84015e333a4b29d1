/** Whether something comes to its end within a time; how it ends does not matter. */
export async function within(end: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = end.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([inTime, late]);
  clearTimeout(timer);
  return result;
}
