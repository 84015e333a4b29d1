/** How wide a thin scroll bar that takes room is here, in CSS pixels; 0 where scroll bars lie over what they scroll. */
export function scrollBarWidth(): number {
  const probe = document.createElement("div");
  probe.style.cssText =
    "position:absolute;visibility:hidden;width:5rem;height:5rem;overflow-y:scroll;scrollbar-width:thin;scrollbar-gutter:stable";
  document.body.append(probe);
  const width = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return width;
}
