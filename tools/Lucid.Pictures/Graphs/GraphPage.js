'use strict';
(() => {
  const view = document.getElementById('view'), svg = view.querySelector('svg'), side = document.getElementById('side');
  const boxes = JSON.parse(document.getElementById('boxes').textContent);
  const elements = [...svg.querySelectorAll('.box')].sort((a, b) => a.dataset.box - b.dataset.box);
  const links = [...svg.querySelectorAll('.link')];
  const full = svg.viewBox.baseVal, size = { width: full.width, height: full.height };
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  svg.setAttribute('preserveAspectRatio', 'xMidYMin meet');
  let at = { x: 0, y: 0, scale: 1 }; // of the upper left corner, in the picture's pixels; screen pixels in one of them

  const show = () => {
    const width = view.clientWidth / at.scale, height = view.clientHeight / at.scale;
    svg.setAttribute('viewBox', `${at.x} ${at.y} ${width} ${height}`);
  };
  const centre = (x, y) => {
    at.x = x - view.clientWidth / at.scale / 2;
    at.y = y - view.clientHeight / at.scale / 2;
    show();
  };
  const readable = () => {
    at.scale = 1;
    at.x = (size.width - view.clientWidth) / 2;
    at.y = 0;
    show();
  };
  const whole = () => {
    at.scale = Math.min(view.clientWidth / size.width, view.clientHeight / size.height);
    at.x = (size.width - view.clientWidth / at.scale) / 2;
    at.y = 0;
    show();
  };

  view.addEventListener('wheel', event => {
    event.preventDefault();
    if (!event.ctrlKey && !event.altKey) {
      at.x += event.deltaX / at.scale;
      at.y += event.deltaY / at.scale;
    } else {
      const frame = view.getBoundingClientRect(), dx = event.clientX - frame.left, dy = event.clientY - frame.top;
      const scale = Math.min(8, Math.max(0.01, at.scale * Math.exp(-event.deltaY / 400)));
      at.x += dx / at.scale - dx / scale;
      at.y += dy / at.scale - dy / scale;
      at.scale = scale;
    }
    show();
  }, { passive: false });

  let drag = null;
  view.addEventListener('pointerdown', event => { drag = { x: event.clientX, y: event.clientY, moved: false, target: event.target }; });
  window.addEventListener('pointermove', event => {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
    drag.moved = true;
    view.classList.add('drag');
    at.x -= dx / at.scale;
    at.y -= dy / at.scale;
    drag.x = event.clientX;
    drag.y = event.clientY;
    show();
  });
  window.addEventListener('pointerup', () => {
    if (drag && !drag.moved) {
      const box = drag.target.closest && drag.target.closest('.box');
      choose(box ? Number(box.dataset.box) : -1);
    }
    drag = null;
    view.classList.remove('drag');
  });

  const line = (className, text) => {
    const element = document.createElement(className === 'head' ? 'h2' : 'div');
    element.className = className;
    element.textContent = text; // names are text, never markup
    side.append(element);
  };
  const choose = index => {
    elements.forEach((element, i) => element.classList.toggle('chosen', i === index));
    links.forEach(link => link.classList.toggle('near', Number(link.dataset.from) === index || Number(link.dataset.to) === index));
    svg.classList.toggle('focus', index >= 0);
    side.hidden = index < 0;
    side.textContent = '';
    if (index < 0) return;
    const box = boxes[index];
    line('quiet', box.kind);
    line('head', box.name);
    line('', box.facts);
    for (const [name, op, attributes, facts, results] of box.nodes) {
      line('op', op);
      line('', name);
      line('', attributes);
      line('quiet', results);
      line('quiet', facts);
    }
  };

  const found = document.getElementById('found'), find = document.getElementById('find');
  let hits = [], current = -1;
  const search = () => {
    const text = find.value.toLowerCase();
    hits = text === '' ? [] : boxes.map((box, i) => JSON.stringify(box).toLowerCase().includes(text) ? i : -1).filter(i => i >= 0);
    elements.forEach((element, i) => element.classList.toggle('hit', hits.includes(i)));
    current = -1;
    found.textContent = text === '' ? '' : `${hits.length} found`;
  };
  find.addEventListener('input', search);
  find.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || hits.length === 0) return;
    current = (current + (event.shiftKey ? hits.length - 1 : 1)) % hits.length;
    if (current < 0) current = hits.length - 1;
    found.textContent = `${current + 1} of ${hits.length}`;
    const rect = elements[hits[current]].querySelector('rect'), part = elements[hits[current]].parentNode; // a picture within the picture
    at.scale = Math.max(at.scale, 0.8);
    centre(rect.x.baseVal.value + rect.width.baseVal.value / 2 + part.x.baseVal.value - part.viewBox.baseVal.x,
      rect.y.baseVal.value + rect.height.baseVal.value / 2 + part.y.baseVal.value - part.viewBox.baseVal.y);
    choose(hits[current]);
  });

  document.getElementById('whole').addEventListener('click', whole);
  document.getElementById('readable').addEventListener('click', readable);
  window.addEventListener('resize', show);
  if (size.height <= view.clientHeight * 1.2 && size.width <= view.clientWidth * 1.2) whole(); else readable();
})();
