# Accord in an image: the locked packages, the trained model, a user without rights. Nothing is fetched at run time.
FROM python:3.10.16-slim-bookworm AS build

ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
# The version of scripts/setup; tests/test_compose.py compares them.
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9

WORKDIR /app
# Packages first: this layer stays as it is until the lock file changes.
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-dev --no-install-project --python /usr/local/bin/python3.10
COPY . .
RUN uv sync --frozen --no-dev --python /usr/local/bin/python3.10 \
 && ACCORD_DATA_DIR=/tmp/training .venv/bin/accord train \
 && rm -rf .rasa


FROM python:3.10.16-slim-bookworm

RUN useradd --system --create-home --uid 10001 accord \
 && install --directory --owner=accord --group=accord --mode=0700 /var/lib/accord
# Owned by root: the service reads its code and its model, and writes below /var/lib/accord only.
COPY --from=build /app /app
WORKDIR /app
USER accord
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ACCORD_DATA_DIR=/var/lib/accord
VOLUME /var/lib/accord
EXPOSE 8080
CMD ["sh", "-c", "accord migrate && exec accord serve"]
