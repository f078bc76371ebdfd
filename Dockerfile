# One image for the app, the Dask scheduler and its workers: CPU only, no root, nothing written outside /data and /tmp.
#
#   docker build -t lieaug .
#   docker run --rm -p 8501:8501 -v lieaug-data:/data --read-only --tmpfs /tmp lieaug
#
# Several machines or many users: `docker compose up`.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app

# torch first, from the index of CPU builds: the default one for Linux brings 2.6 GB of CUDA along.
COPY requirements.txt ./
RUN pip install "$(grep '^torch==' requirements.txt)" --index-url https://download.pytorch.org/whl/cpu \
 && pip install --requirement requirements.txt "distributed==2026.8.0"

COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit .streamlit
COPY lieaug lieaug
COPY pages pages
COPY assets assets
RUN pip install --no-deps --editable . \
 && python -m compileall -q lieaug pages \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin lieaug \
 && install --directory --owner 10001 --group 10001 /data

USER 10001
ENV HOME=/tmp \
    LIEAUG_HOME=/data/runs \
    LIEAUG_DATA=/data/downloads \
    OMP_NUM_THREADS=1
VOLUME /data
EXPOSE 8501

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
