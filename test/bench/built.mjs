// Benches run what ships: their imports of the project's rooms are of what `npm run build` made of
// them. (tsx, which runs the benches themselves, adds a call to each function that it meets.)
import { register } from 'node:module';

const root = new URL('../../', import.meta.url).href;
const rooms = ['engine/', 'agentd/', 'specs/', 'schemas/'];

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const path = found.url.startsWith(root) ? found.url.slice(root.length) : '';
  if (!path.endsWith('.ts') || !rooms.some((room) => path.startsWith(room))) return found;
  return { ...found, url: `${root}.build/${path.slice(0, -2)}js`, format: 'module' };
}

if (!import.meta.url.includes('?hooks')) register(`${import.meta.url}?hooks`);
