"""命令行：一个文件一条命令，python3 run.py 名字。"""
