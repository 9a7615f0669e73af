// About how large a regular expression becomes once its counted repetitions are written out,
// without writing them out: `((a{10}){10}){10}` is short and takes 1000 steps.
const token = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\{(\d{1,5})(?:,(\d{0,5}))?\}|[\s\S]/g;

export function writtenOutSize(text: string): number {
  const groups: number[] = [];
  let [sum, last] = [0, 0];
  for (const [part, least, most = ''] of text.matchAll(token)) {
    if (part === '(') {
      groups.push(sum);
      sum = 0;
    } else if (part === ')') {
      last = sum + 1;
      sum = (groups.pop() ?? 0) + last;
    } else if (least !== undefined) {
      const more = last * (Math.max(1, Number(least), Number(most)) - 1);
      sum += more;
      last += more;
    } else {
      last = 1;
      sum += 1;
    }
  }
  return groups.reduce((all, one) => all + one, sum);
}
